// Projects as values: what an update says, and what it changes. Pure.

/** Returns the body of a PUT: what may be changed, and no more. */
export function updateOf({name, scenes, bands, colorCorrection, visibility}) {
  return {name, scenes, bands, colorCorrection, visibility};
}

/** Returns the scenes with one at another place; places count from 0, the first is on top. */
export function moved(scenes, from, to) {
  const place = Math.max(0, Math.min(scenes.length - 1, to));
  const next = scenes.slice();
  next.splice(place, 0, ...next.splice(from, 1));
  return next;
}

/** Tells whether two versions say the same. */
export function isSame(a, b) {
  return JSON.stringify(updateOf(a)) === JSON.stringify(updateOf(b));
}

/**
 * Joins changes of two people to one version, if they changed different things.
 *
 * @param base what both began with
 * @returns the joined version, or null: both changed the same
 */
export function merged(base, mine, theirs) {
  const next = updateOf(theirs);
  for (const part of Object.keys(updateOf(base))) {
    const text = (project) => JSON.stringify(project[part] ?? null);
    if (text(mine) !== text(base)) {
      if (text(theirs) !== text(base) && text(theirs) !== text(mine)) {
        return null;
      }
      next[part] = mine[part];
    }
  }
  return next;
}

/** Says in sentences what another version has that is not as in `base`. */
export function changesInWords(base, theirs) {
  const changes = [];
  if (theirs.name !== base.name) {
    changes.push(`It is called “${theirs.name}”.`);
  }
  const before = base.scenes.map(({sceneId}) => sceneId);
  const after = theirs.scenes.map(({sceneId}) => sceneId);
  const added = after.filter((id) => !before.includes(id)).length;
  const gone = before.filter((id) => !after.includes(id)).length;
  if (added) {
    changes.push(`${added === 1 ? 'One scene was' : `${added} scenes were`} added.`);
  }
  if (gone) {
    changes.push(`${gone === 1 ? 'One scene was' : `${gone} scenes were`} removed.`);
  }
  const common = (list, other) => list.filter((id) => other.includes(id)).join();
  if (common(before, after) !== common(after, before)) {
    changes.push('The order of its scenes is another.');
  }
  if (JSON.stringify([base.bands, base.colorCorrection]) !== JSON.stringify([theirs.bands, theirs.colorCorrection])
      || JSON.stringify(base.scenes.map(({colorCorrection}) => colorCorrection ?? null)) !== JSON.stringify(theirs.scenes.map(({colorCorrection}) => colorCorrection ?? null)) && !added && !gone) {
    changes.push('Its bands or colours are others.');
  }
  if (theirs.visibility !== base.visibility) {
    changes.push(`Its visibility is ${theirs.visibility}.`);
  }
  return changes;
}
