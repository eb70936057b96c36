import {
  dependantsIn,
  findPackages,
  type Graph,
  type GraphEdge,
  type GraphPackage,
  packageIn,
} from "./graph.ts";

/** Why one package is in a project: for each of its dependants the shortest way from the project to it. */
export interface Reason {
  readonly package: GraphPackage;
  readonly chains: readonly (readonly ChainLink[])[];
}

/** A step of a chain, the first one below the project. */
export interface ChainLink {
  readonly package: GraphPackage;
  readonly alias: string;
  readonly lazy: boolean;
}

/**
 * Why the packages that a word means are here. There are as many chains as there are dependants, however many ways
 * lead to each of them. Throws NOT_IN_PROJECT.
 */
export function reasonsFor(graph: Graph, word: string): Reason[] {
  const found = findPackages(graph, word);
  const dependants = dependantsIn(graph);
  const shortest = shortestChains(graph);
  return found.map((each) => ({
    package: each,
    chains: (dependants.get(each.id) ?? [])
      .map(({ to, alias, lazy }) => [...chainTo(shortest, to), { package: each, alias, lazy }])
      .sort((a, b) => a.length - b.length),
  }));
}

interface Step {
  readonly from: string;
  readonly link: ChainLink;
}

/** How each package is reached first, level by level. */
function shortestChains(graph: Graph): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  let level = [graph.project];
  while (level.length > 0) {
    const next: GraphPackage[] = [];
    for (const { id, dependencies } of level) {
      for (const { alias, lazy, to } of dependencies.toSorted(eagerFirst)) {
        if (to === graph.project.id || steps.has(to)) continue;
        const found = packageIn(graph, to);
        steps.set(to, { from: id, link: { package: found, alias, lazy } });
        next.push(found);
      }
    }
    level = next;
  }
  return steps;
}

function chainTo(steps: ReadonlyMap<string, Step>, id: string): ChainLink[] {
  const chain: ChainLink[] = [];
  for (let step = steps.get(id); step !== undefined; step = steps.get(step.from)) chain.unshift(step.link);
  return chain;
}

function eagerFirst(a: GraphEdge, b: GraphEdge): number {
  return Number(a.lazy) - Number(b.lazy);
}
