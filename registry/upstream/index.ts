export { createUpstream } from "./create.ts";
export {
  readUpstreamSettings,
  type UpstreamOptions,
  type UpstreamSettings,
  type UpstreamSource,
} from "./settings.ts";
export {
  type DocumentForm,
  noUpstream,
  type Upstream,
  type UpstreamDocument,
  type UpstreamTarball,
} from "./upstream.ts";
