// Mixes repeated reads with new ones: node mix.mjs <settings as JSON>. Prints autocannon's result as JSON.
// Settings: address, seconds, connections; bodies: the repeated requests; fresh: the new one, in which <id> is replaced;
// every: one request in this many is new.
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
