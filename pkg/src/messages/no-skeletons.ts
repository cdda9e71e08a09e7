/**
 * Stands in for the part of the message parser that reads number and date skeletons (`{n, number, ::.0}`), its table of the world's hour
 * formats included: 2 kB that no message here uses, since numbers and days come in finished. The build puts it in that place.
 */
const none = (): never => {
  throw new Error('a message uses a skeleton; give it a finished number or day instead');
};
export { none as parseDateTimeSkeleton, none as parseNumberSkeleton, none as parseNumberSkeletonFromString };
