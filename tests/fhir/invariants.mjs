// Evaluates the invariants (FHIRPath) of the official StructureDefinitions on the resources of a bundle, and
// asks the UCUM library of the National Library of Medicine about every unit.
// Use: node invariants.mjs R5|R4B bundle.json; prints {"asked": n, "broken": [...], "unevaluated": [...], "units": {...}}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const fhirpath = require("fhirpath");
const { UcumLhcUtils } = require("@lhncbc/ucum-lhc");
const [version, file] = process.argv.slice(2);
const model = require(version === "R5" ? "fhirpath/fhir-context/r5" : "fhirpath/fhir-context/r4");
const definitions = `node_modules/hl7.fhir.${version.toLowerCase()}.core`;
const here = new URL(".", import.meta.url);

const structures = new Map();
function structure(type) {
  if (!structures.has(type)) {
    const path = new URL(`${definitions}/StructureDefinition-${type}.json`, here);
    structures.set(type, JSON.parse(readFileSync(path, "utf8")).snapshot.element);
  }
  return structures.get(type);
}

// An element of the definition with the node that stands there, for each node of a resource.
function* placed(type, path, node) {
  const elements = structure(type);
  yield [elements.find((item) => item.path === path), node];
  for (const [key, value] of Object.entries(node)) {
    const found = element(elements, path, key);
    if (!found) continue;
    const [item, kind] = found;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null || typeof one !== "object") continue;
      yield [item, one];
      if (item.contentReference) yield* placed(type, item.contentReference.split("#")[1], one);
      else if (["BackboneElement", "Element"].includes(kind)) yield* placed(type, item.path, one);
      else yield* placed(kind, kind, one);
    }
  }
}

function element(elements, path, key) {
  const exact = elements.find((item) => item.path === `${path}.${key}`);
  if (exact) return [exact, exact.type?.[0].code];
  for (const item of elements.filter((one) => one.path.startsWith(`${path}.`) && one.path.endsWith("[x]"))) {
    const stem = item.path.slice(path.length + 1, -3);
    const kind = item.type.find((one) => key === stem + one.code[0].toUpperCase() + one.code.slice(1));
    if (kind) return [item, kind.code];
  }
  return null;
}

const silent = { traceFn: () => {} };
const compiled = new Map();
function holds(base, expression, node, resource) {
  const key = `${base} ${expression}`;
  if (!compiled.has(key)) compiled.set(key, fhirpath.compile({ base, expression }, model, silent));
  const answer = compiled.get(key)(node, { resource, rootResource: resource });
  return answer.length === 1 && answer[0] === true;
}

const bundle = JSON.parse(readFileSync(file, "utf8"));
const broken = [];
const errors = new Set();
let asked = 0;
const units = {};
for (const resource of [bundle, ...bundle.entry.map((entry) => entry.resource)]) {
  const whole = resource.resourceType === "Bundle" ? { ...resource, entry: [] } : resource;
  for (const [item, node] of placed(resource.resourceType, resource.resourceType, whole)) {
    if (node.system === "http://unitsofmeasure.org" && node.code) units[node.code] = true;
    for (const { key, severity, expression } of item.constraint ?? []) {
      if (!expression || severity !== "error") continue;
      asked += 1;
      try {
        if (!holds(item.path, expression, node, resource)) {
          broken.push(`${resource.resourceType}/${resource.id}: ${item.path}: ${key}: ${expression}`);
        }
      } catch {
        errors.add(key);
      }
    }
  }
}
const ucum = UcumLhcUtils.getInstance();
for (const code of Object.keys(units)) units[code] = ucum.validateUnitString(code).status;
console.log(JSON.stringify({ asked, broken, unevaluated: [...errors], units }));
