/** A pace as people read it: whole numbers, and one digit more where they are small. */
export function rounded(perSecond: number): number {
  return perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond);
}
