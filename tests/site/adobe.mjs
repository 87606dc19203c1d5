// Runs Adobe's structured data validator on built pages and prints what it finds, as JSON.
import { readFileSync } from 'node:fs';
import Validator from '@adobe/structured-data-validator';
import WebAutoExtractor from '@marbec/web-auto-extractor';

const { classes, properties } = JSON.parse(readFileSync(new URL('schemaorg-30.0.json', import.meta.url), 'utf8'));
const link = name => ({ '@id': `schema:${name}` });
const vocabulary = { '@graph': [
  ...Object.entries(classes).map(([name, parents]) =>
    ({ ...link(name), '@type': 'rdfs:Class', 'rdfs:subClassOf': parents.map(link) })),
  ...Object.entries(properties).map(([name, { d }]) =>
    ({ ...link(name), '@type': 'rdf:Property', 'schema:domainIncludes': d.map(link) })),
] };

const found = [];
let items = 0;
for (const name of process.argv.slice(2)) {
  const data = new WebAutoExtractor({ addLocation: true, embedSource: ['rdfa', 'microdata'] }).parse(readFileSync(name, 'utf8'));
  items += Object.values(data.jsonld).flat().length;
  for (const issue of await new Validator(vocabulary).validate(data)) {
    found.push({ name, severity: issue.severity, type: issue.rootType, message: issue.issueMessage });
  }
}
console.log(JSON.stringify({ items, found }));
