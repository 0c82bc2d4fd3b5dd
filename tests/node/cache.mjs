// Asks for what has no id, one field at a time, in a cache of Apollo that is made as a page says.
// node cache.mjs CODE: prints the types that were tried, and the fields of which one answer made another one lost.
import { readFile } from 'node:fs/promises';
import { InMemoryCache } from '@apollo/client';
import {
  buildSchema, getNamedType, getNullableType, introspectionFromSchema, isLeafType, isListType, isObjectType, isRequiredArgument, parse,
} from 'graphql';

const sdl = buildSchema(await readFile(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));
const schema = introspectionFromSchema(sdl);
const cache = new Function('schema', 'InMemoryCache', `${process.argv[2]}; return cache;`)(schema, InMemoryCache);

const fieldsOf = (type) => Object.values(type.getFields());
const hasId = (type) => 'id' in type.getFields();
const asked = ({ name, args }) => {
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: 1`);
  return given.length ? `${name}(${given})` : name;
};
const tried = new Set();
const lost = [];

/** Try what has no id in a type, and in turn in that; within: makes the text and the data of a fragment on the root of both. */
function tryWithin(type, within) {
  for (const field of fieldsOf(type)) {
    const found = getNamedType(field.type);
    if (!isObjectType(found) || hasId(found) || tried.has(found.name)) continue;
    if (isListType(getNullableType(field.type))) continue;
    tried.add(found.name);
    const place = ([text, data]) => within([
      `${asked(field)} { __typename ${text} }`,
      { [field.name]: { __typename: found.name, ...data } },
    ]);
    const leaves = fieldsOf(found).map((leaf) => [
      isLeafType(getNamedType(leaf.type)) ? asked(leaf) : `${asked(leaf)} { __typename }`,
      { [leaf.name]: null },
    ]);
    for (const leaf of leaves) cache.writeFragment(fragment(...place(leaf)));
    const whole = place([leaves.map(([text]) => text).join(' '), {}]);
    if (cache.readFragment(fragment(...whole)) === null) lost.push(`${type.name}.${field.name}`);
    tryWithin(found, place);
  }
}

let root;
const fragment = (text, data) => ({
  id: root.name === 'Query' ? 'ROOT_QUERY' : `${root.name}:1`,
  fragment: parse(`fragment Tried on ${root.name} { __typename ${text} }`),
  data: { __typename: root.name, ...data },
});
for (root of Object.values(sdl.getTypeMap())) {
  if (isObjectType(root) && (root.name === 'Query' || hasId(root))) tryWithin(root, (found) => found);
}
console.log(JSON.stringify({ tried: [...tried], lost }));
