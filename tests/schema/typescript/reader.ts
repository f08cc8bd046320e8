// Reads every page of every list with the types that openapi-typescript made of the schema (api.d.ts), and prints what
// it found by address. The test writes lists.ts: the path of each list, and an address of it on the server under test.
import type { paths } from "./api.js";
import { lists } from "./lists.js";

declare const process: { argv: string[] };

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

interface Page<Item> {
  next: string | null;
  previous: string | null;
  results: Item[];
}

type PathOfList<Path extends keyof paths> = [Answer<Path>] extends [never]
  ? never
  : Answer<Path> extends Page<unknown>
    ? Path
    : never;
type Lists = { [Path in keyof paths]: PathOfList<Path> }[keyof paths];
type Item = Answer<Lists>["results"][number];

// Does not compile where lists.ts has a path too many, or lacks one.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
export const listsAreThoseOfTheTypes: Same<Lists, (typeof lists)[number]["path"]> = true;

async function everyPage(first: string): Promise<Item[]> {
  const found: Item[] = [];
  let address: string | null = first;
  while (address !== null) {
    const response = await fetch(address);
    if (response.status !== 200) throw new Error(`${response.status} at ${address}`);
    const page = (await response.json()) as Page<Item>;
    found.push(...page.results);
    address = page.next;
  }
  return found;
}

const [site, limit] = process.argv.slice(2);
const read: Partial<Record<Lists, Item[]>> = {};
for (const { path, address } of lists) {
  read[path] = await everyPage(`${site}${address}?limit=${limit}`);
}
console.log(JSON.stringify(read));
