/** What is wrong with a SARIF 2.1.0 log by the rules that scanners insist on (OASIS SARIF, 3.13 to 3.49). */
export function sarifProblems(log: unknown): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, what: string) => {
    if (!holds) problems.push(what);
  };
  const root = record(log);
  check(root["version"] === "2.1.0", "version");
  check(Array.isArray(root["runs"]) && root["runs"].length > 0, "runs");
  for (const run of items(root["runs"])) {
    const driver = record(record(run["tool"])["driver"]);
    check(isText(driver["name"]), "tool.driver.name");
    const rules = items(driver["rules"]);
    const ids = rules.map(({ id }) => id);
    check(new Set(ids).size === ids.length && ids.every(isText), "rules have ids of their own");
    for (const rule of rules) {
      check(isText(record(rule["shortDescription"])["text"]), "rule.shortDescription.text");
      check(rule["helpUri"] === undefined || URL.canParse(String(rule["helpUri"])), "rule.helpUri");
      const severity = record(rule["properties"])["security-severity"];
      check(severity === undefined || (isText(severity) && Number(severity) <= 10), "security-severity");
    }
    for (const result of items(run["results"])) {
      check(isText(record(result["message"])["text"]), "result.message.text");
      check(["none", "note", "warning", "error"].includes(String(result["level"])), "result.level");
      check(ids[Number(result["ruleIndex"])] === result["ruleId"], "result.ruleIndex");
      check(items(result["locations"]).length > 0, "result.locations");
      for (const location of items(result["locations"])) {
        const physical = record(location["physicalLocation"]);
        const { uri } = record(physical["artifactLocation"]);
        check(isText(uri) && !uri.startsWith("/") && !/[\\ ]/.test(uri), "artifactLocation.uri");
        check(Number(record(physical["region"])["startLine"]) >= 1, "region.startLine");
      }
    }
  }
  return problems;
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function items(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
