/** A Merkle tree as RFC 6962 (section 2.1) has it. Sizes may exceed 32 bits, so there is no bit arithmetic. */

/** SHA-256, handed in: the core has no cryptography of its own. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

/** A tree that can grow, without its leaves: the roots of its complete subtrees, the largest first. */
export interface Tree {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

export const emptyTree: Tree = { size: 0, peaks: [] };

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const leafPrefix = Uint8Array.of(0x00);
const nodePrefix = Uint8Array.of(0x01);

/** A leaf and a node never hash alike: without the prefixes a node could be passed off as an entry. */
export const leafHash = (hash: Hash, data: Uint8Array): Uint8Array => hash(joined(leafPrefix, data));

const nodeHash = (hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array => hash(joined(nodePrefix, left, right));

/** The tree with one leaf more. */
export function grown(hash: Hash, tree: Tree, leaf: Uint8Array): Tree {
  const peaks = [...tree.peaks];
  let last = leaf;
  for (let size = tree.size; size % 2 === 1; size = (size - 1) / 2) {
    const left = peaks.pop();
    if (!left) throw new Error('The tree has fewer peaks than its size needs.');
    last = nodeHash(hash, left, last);
  }
  return { size: tree.size + 1, peaks: [...peaks, last] };
}

/** The hash that stands for all leaves of the tree and their order. */
export function treeHead(hash: Hash, { peaks }: Tree): Uint8Array {
  const [last, ...larger] = peaks.toReversed();
  return last ? larger.reduce((right, left) => nodeHash(hash, left, right), last) : hash(new Uint8Array());
}

/** How many peaks a tree of this size has. */
export const peakCount = (size: number): number => {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
};

const headOf = (hash: Hash, leaves: readonly Uint8Array[]): Uint8Array =>
  treeHead(
    hash,
    leaves.reduce((tree, leaf) => grown(hash, tree, leaf), emptyTree),
  );

/** The largest power of two below a size of two or more. */
const splitOf = (size: number): number => {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
};

/** What shows that the leaf at `index` belongs to the tree of these leaves (RFC 6962, 2.1.1). */
export function inclusionProof(hash: Hash, leaves: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('No such leaf.');
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(hash, left, index), headOf(hash, right)]
    : [...inclusionProof(hash, right, index - split), headOf(hash, left)];
}

/** Whether the leaf stands at `index` of the tree with this size and head. */
export function isIncluded(
  hash: Hash,
  leaf: Uint8Array,
  index: number,
  tree: { readonly size: number; readonly head: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= tree.size) return false;
  let [node, last, running] = [index, tree.size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      running = nodeHash(hash, sibling, running);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      running = nodeHash(hash, running, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSame(running, tree.head);
}

/** What shows that the tree of the first `size` leaves was only added to (RFC 6962, 2.1.2). */
export function consistencyProof(hash: Hash, leaves: readonly Uint8Array[], size: number): readonly Uint8Array[] {
  if (!Number.isSafeInteger(size) || size < 1 || size > leaves.length) throw new RangeError('No such earlier tree.');
  const within = (part: readonly Uint8Array[], first: number, whole: boolean): readonly Uint8Array[] => {
    if (first === part.length) return whole ? [] : [headOf(hash, part)];
    const split = splitOf(part.length);
    const [left, right] = [part.slice(0, split), part.slice(split)];
    return first <= split
      ? [...within(left, first, whole), headOf(hash, right)]
      : [...within(right, first - split, false), headOf(hash, left)];
  };
  return within(leaves, size, true);
}

/** Whether the later tree is the earlier one with leaves added at its end. */
export function isConsistent(
  hash: Hash,
  earlier: { readonly size: number; readonly head: Uint8Array },
  later: { readonly size: number; readonly head: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && isSame(earlier.head, later.head);
  let [node, last] = [earlier.size - 1, later.size - 1];
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  // An earlier tree that is one complete subtree is itself the start of the proof.
  const path = node === 0 ? [earlier.head, ...proof] : proof;
  const [start, ...siblings] = path;
  if (!start) return false;
  let [first, second] = [start, start];
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      first = nodeHash(hash, sibling, first);
      second = nodeHash(hash, sibling, second);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      second = nodeHash(hash, second, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSame(first, earlier.head) && isSame(second, later.head);
}

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
