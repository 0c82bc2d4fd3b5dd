// Runs the example of a page, which follows a decision with graphql-ws, and prints what it shows, a line each, until it is ended.
// node example.mjs CODE ADDRESS ID FILE: the file has the token, anew each time.
import { readFile } from 'node:fs/promises';
import { createClient } from 'graphql-ws';

const [code, address, id, file] = process.argv.slice(2);
const given = {
  createClient,
  id,
  token: async () => (await readFile(file, 'utf8')).trim(),
  show: (data) => console.log(JSON.stringify({ type: 'next', payload: { data } })),
  tell: (error) => { console.error(error); process.exit(1); },
};
const body = code.replace(/^import .*$/m, '').replace(/ws:[^"]*/, address);
new Function(...Object.keys(given), body)(...Object.values(given));
