// Which failures pass by themselves.

import {ApiProblem} from '../api.js';

/** Tells whether the same question may be answered a little later: there was no answer, or the service is busy or broken. */
export function isTransient(problem) {
  return problem instanceof ApiProblem && (problem.status === 0 || problem.status === 408 || problem.status === 429 || problem.status >= 500);
}
