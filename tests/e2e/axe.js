// All rules, best practices included, on the whole window. Answers with what fails: rule, words, places.
// Left out is the hidden place where React Aria leaves what a screen reader has read out already: for some
// seconds it points to things that are gone.
const done = arguments[arguments.length - 1];
axe
  .run({ exclude: ["[data-live-announcer]"] }, { resultTypes: ["violations"] })
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
