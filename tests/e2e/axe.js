// All rules, best practices included, on the whole window. Answers with what fails: rule, words, places.
// Left out is the hidden place where React Aria leaves what a screen reader has read out already: for some
// seconds it points to things that are gone.
const done = arguments[arguments.length - 1];
// The keys of a field that controls a list lead through the list; axe-core knows that of comboboxes alone.
const isLedThrough = (rule, node) => {
  if (rule !== "scrollable-region-focusable") return false;
  const { id } = document.querySelector(node.target.at(-1));
  return id !== "" && document.querySelector(`input[aria-controls~="${CSS.escape(id)}"]`) !== null;
};
axe
  .run({ exclude: ["[data-live-announcer]"] }, { resultTypes: ["violations"] })
  .then((results) =>
    done(
      results.violations
        .map(({ id, help, nodes }) => ({
          id,
          help,
          nodes: nodes
            .filter((node) => !isLedThrough(id, node))
            .map((node) => `${node.html}  ${node.failureSummary ?? ""}`),
        }))
        .filter(({ nodes }) => nodes.length > 0),
    ),
  )
  .catch((error) => done(String(error)));
