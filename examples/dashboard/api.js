// Asking the API from another origin. It allows reading from any page, so that nothing of its own is needed here.

/** A refusal or a silence, in words that a reader can act on. */
export class Problem extends Error {}

export class Api {
  /**
   * @param {string} root such as http://127.0.0.1:8000
   * @param {URLSearchParams} filters filters of claims, sent with every question
   */
  constructor(root, filters) {
    this.root = root.replace(/\/+$/, "");
    this.filters = filters;
    this.asOf = null;
  }

  /** Settles which state of the ledger all further questions are asked of; its number. */
  async settle() {
    const { as_of } = await this.#json(new URL(`${this.root}/api/v1/`));
    this.asOf = as_of;
    return as_of;
  }

  /** The address of a shape of the claims that fulfil the filters. */
  claims(shape, parameters = {}) {
    return this.#address(`claims/${shape}`, [...this.filters, ...Object.entries(parameters)]);
  }

  /** What a shape of the claims answers. */
  ask(shape, parameters = {}) {
    return this.#json(this.claims(shape, parameters));
  }

  /** The first records of a kind by name, as slug and name. */
  async names(kind) {
    const { results } = await this.#json(this.#address(`${kind}/`, [["fields", "slug,name"], ["limit", 200]]));
    return results;
  }

  /** Actors of whose names a word begins so, the likeliest first. */
  async actors(typed) {
    const { results } = await this.#json(this.#address("suggest/", [["q", typed], ["kind", "actor"]]));
    return results;
  }

  #address(path, parameters) {
    const address = new URL(`${this.root}/api/v1/${path}`);
    for (const [name, value] of parameters) address.searchParams.append(name, value);
    if (this.asOf !== null) address.searchParams.set("as_of", this.asOf);
    return address;
  }

  async #json(address) {
    let response;
    try {
      response = await fetch(address, { headers: { Accept: "application/json" } });
    } catch {
      throw new Problem(`No answer from ${this.root}. Is it running, and is the address in ?api= right?`);
    }
    const body = await response.json().catch(() => null);
    if (response.ok && body) return body;
    throw new Problem(body?.detail ?? `${this.root} answered ${response.status} and did not say why.`);
  }
}
