// Repeated reads mixed with new ones: node mix.mjs <settings as JSON>, findings as JSON on standard output.
// address, seconds, connections; bodies: what is asked again and again; fresh: a body with <id> in it; every: how many
// requests there are to one fresh one.
import autocannon from "autocannon";

const { address, seconds, connections, bodies, fresh, every } = JSON.parse(process.argv[2]);
let sent = 0;
const next = () => {
  sent += 1;
  return sent % every ? bodies[sent % bodies.length] : fresh.replaceAll("<id>", `x${sent}`);
};
const found = await autocannon({
  url: address,
  connections,
  duration: seconds,
  method: "POST",
  headers: { "content-type": "application/json" },
  requests: [{ setupRequest: (request) => ({ ...request, body: next() }) }],
});
console.log(JSON.stringify(found));
