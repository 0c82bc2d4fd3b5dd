// The editors of GraphiQL for people who hear the page or use no mouse: each has a name, and Tab leaves it (WCAG 2.1.2).
const editors = {
  ".graphiql-query-editor .CodeMirror": "Query",
  ".graphiql-editor-tool > :nth-child(1) .CodeMirror": "Variables",
  ".graphiql-editor-tool > :nth-child(2) .CodeMirror": "Headers",
  ".result-window .CodeMirror": "Answer",
};
const completed = new WeakSet();

function complete() {
  for (const [selector, name] of Object.entries(editors)) {
    for (const { CodeMirror: editor } of document.querySelectorAll(selector)) {
      if (editor && !completed.has(editor)) {
        completed.add(editor);
        editor.setOption("screenReaderLabel", name);
        editor.addKeyMap({ Tab: false, "Shift-Tab": false });
      }
    }
  }
}

// GraphiQL makes them one by one.
new MutationObserver(complete).observe(document.getElementById("graphiql"), { childList: true, subtree: true });
