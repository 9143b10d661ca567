/** What is wrong with an area, in a sentence for the person who gave it, with what to do. */
export class AoiProblem extends Error {
  constructor(message) {
    super(message);
    this.name = 'AoiProblem';
  }
}
