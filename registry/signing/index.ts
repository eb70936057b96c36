export { folderSigner, type Signer } from "./signer.ts";
