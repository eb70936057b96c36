export { aboutProblem, type PackageAbout } from "./about.ts";
export { type Access, accessOf } from "./access.ts";
export { addressOf, paths, readZigPath, registryBase, type ZigPath } from "./addresses.ts";
export {
  type ArchiveAnswer,
  type ErrorBody,
  type ListedToken,
  type PublishAnswer,
  readAdvisoryDocuments,
  readArchiveAnswer,
  readErrorBody,
  readOwners,
  readPing,
  readPublishAnswer,
  readSignIn,
  readSigningKeys,
  readToken,
  readTokens,
  readWhoami,
  type SignInAnswer,
  type SigningKey,
} from "./answers.ts";
export { type AddressProblem, dependencyAddressProblem, isLoopbackHost } from "./dependency-address.ts";
export { deprecationProblem } from "./deprecation.ts";
export { protocolCodes } from "./errors.ts";
export { type Artifact, type ArtifactKind, isPrintableName, isZigVersion } from "./facts.ts";
export { archiveRoot, type HashParts, isIntegrity, readHash } from "./hashes.ts";
export {
  type IndexDependency,
  type IndexDocument,
  type IndexVersion,
  indexFormat,
  readIndexDocument,
  type Signature,
} from "./index-document.ts";
export {
  advisoriesBytes,
  answerBytes,
  dependencyCount,
  deprecationLength,
  descriptionLength,
  documentBytes,
  factCount,
  keywordCount,
} from "./limits.ts";
export { canonicalName, isPackageName, isReservedName, isUserName } from "./names.ts";
export {
  attestationsPath,
  type NpmPath,
  npmPaths,
  npmTarballFile,
  readNpmPath,
  versionInTarballFile,
  withScopeInOnePart,
} from "./npm-addresses.ts";
export { isNpmName, npmKey, npmNameProblem } from "./npm-names.ts";
export { type PublishFacts, publishBody, publishType, readPublishBody } from "./publish-request.ts";
export { type FoundPackage, readSearchAnswer, type SearchAnswer, type SearchKind } from "./search.ts";
export { npmSignedText, signedText } from "./signatures.ts";
export { isToken, maskedToken, tokenSecretBytes, tokenText } from "./token.ts";
export { isVersion, versionKey } from "./versions.ts";
