export { folderSigner, type PublicKey, type Signer } from "./signer.ts";
