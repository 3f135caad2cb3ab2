/** One step of Marsaglia's xorshift64 (Journal of Statistical Software 8/14, 2003), which never yields 0 from another state. */
export function nextRandom(state: u64): u64 {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^ (state << 17);
}

/** A number below `limit`: the upper half of the state times the limit, without the division of a remainder. */
export function below(state: u64, limit: u32): u32 {
  return <u32>(((state >> 32) * <u64>limit) >> 32);
}
