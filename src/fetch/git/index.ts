export { type FetchedGit, fetchGit, type GitContext } from "./fetch-git.ts";
