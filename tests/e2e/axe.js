// All rules, best practices included, on the whole window. Answers with what fails: rule, words, places.
const done = arguments[arguments.length - 1];
axe
  .run(document, { resultTypes: ["violations"] })
  .then((results) =>
    done(
      results.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map((node) => `${node.html}  ${node.failureSummary ?? ""}`),
      })),
    ),
  )
  .catch((error) => done(String(error)));
