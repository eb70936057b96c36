export {
  type DocumentForm,
  noUpstream,
  type Upstream,
  type UpstreamDocument,
  type UpstreamTarball,
} from "./upstream.ts";
