export { Derived, factsBelow, type Given, type Incompatibility, incompatibility } from "./incompatibility.ts";
export { type About, type Known, type Outcome, type Source, search } from "./search.ts";
export { chosenFrom, inverse, notFrom, type Term } from "./term.ts";
export * from "./version-set.ts";
