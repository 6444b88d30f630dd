// node function_lengths.mjs FILE...: a line for each function in these modules: its length in
// lines, where it begins, its name. NODE_PATH says where acorn is.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const acorn = createRequire(import.meta.url)("acorn");
const FUNCTIONS = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"];

// A function without a name of its own has the one that it is given to.
function nameOf(node, parent) {
  const named = node.id ?? parent.id ?? parent.key ?? parent.left;
  return named?.name ?? named?.property?.name ?? "(unnamed)";
}

function visit(node, parent, found) {
  if (Array.isArray(node)) node.forEach(each => visit(each, parent, found));
  else if (node && typeof node.type === "string") {
    if (FUNCTIONS.includes(node.type)) found(node, parent);
    for (const child of Object.values(node))
      if (child && typeof child === "object") visit(child, node, found);
  }
}

for (const file of process.argv.slice(2)) {
  const tree = acorn.parse(readFileSync(file, "utf8"), { ecmaVersion: "latest",
    sourceType: "module", locations: true, allowHashBang: true });
  visit(tree, null, (node, parent) => {
    const { start, end } = node.loc;
    console.log(`${end.line - start.line + 1} ${file}:${start.line} ${nameOf(node, parent)}`);
  });
}
