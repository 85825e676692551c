// Holds a bill of materials against the JSON Schema of CycloneDX, and its references against its components.

import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const text = readFileSync(process.argv[2], 'utf8');
const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
equal(await validator.validate(text), null);

const { metadata, components, dependencies } = JSON.parse(text);
const references = [metadata.component, ...components].map((component) => component['bom-ref']);
equal(new Set(references).size, references.length);
deepEqual(dependencies.map(({ ref }) => ref).sort(), [...references].sort());
const reached = new Set([references[0]]);
for (const reference of reached) {
  const { dependsOn } = dependencies.find(({ ref }) => ref === reference);
  for (const used of dependsOn) reached.add(used);
}
deepEqual([...reached].sort(), [...references].sort());
console.log(`${components.length} components`);
