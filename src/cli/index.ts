export { allCommands, main } from "./main.ts";
