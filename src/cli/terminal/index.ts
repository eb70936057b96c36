export { wrapped } from "../../command-line/index.ts";
export { asFailure, type ErrorReport, reportError } from "./errors.ts";
export { labelled } from "./fit.ts";
export { downloadProgress, type ProgressLine } from "./progress.ts";
export { type ColorChoice, type Style, shownLength, styleFor } from "./style.ts";
export { openTerminal, type Terminal, usualColumns } from "./terminal.ts";
export { byteText, plural } from "./words.ts";
