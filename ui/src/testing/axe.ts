import axe from "axe-core";

/** What axe finds on the whole page, but for announcements left over from an earlier test. Colours are checked by theme/tokens.test.ts: jsdom paints nothing. */
export async function axeFindings(): Promise<string[]> {
  const { violations } = await axe.run(
    { exclude: [["[data-live-announcer]"]] },
    {
      rules: {
        "color-contrast": { enabled: false },
        region: { enabled: false },
        "document-title": { enabled: false },
      },
    },
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
