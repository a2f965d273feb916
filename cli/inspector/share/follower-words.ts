/** How many follow, in words. */
export const followerWords = (count: number): string => (count === 1 ? '1 follows' : `${count} follow`);
