export { createUpstream } from "./create.ts";
export type { UpstreamOptions, UpstreamSource } from "./settings.ts";
export {
  type DocumentForm,
  noUpstream,
  type Upstream,
  type UpstreamDocument,
  type UpstreamTarball,
} from "./upstream.ts";
