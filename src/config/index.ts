export { type Credential, loadCredentials, removeCredential, saveCredential } from "./credentials.ts";
export {
  type Definition,
  definitions,
  duplicates,
  minimumReleaseAgeMs,
  registry,
  zigVersion,
} from "./definitions.ts";
export { editUserConfig, findSetting, settingName } from "./edit-config.ts";
export { configCodes } from "./errors.ts";
export { pantryHome } from "./home.ts";
export { loadToken, loadUserConfig, type TokenPlaces, userConfigIfReadable } from "./load.ts";
export { fitsRule, type RegistryRule, readRegistries } from "./registries.ts";
export {
  colorSetting,
  type OriginKind,
  type ProjectValues,
  registryRules,
  resolveSettings,
  type Setting,
  type SettingSources,
  type Settings,
} from "./settings.ts";
export { settingsKey } from "./settings-key.ts";
export type { TokenAnswer } from "./token.ts";
export { allowSettings, readSetting, type UserConfig } from "./user-config.ts";
export { type Color, colors, type Duplicates, readDuration } from "./values.ts";
