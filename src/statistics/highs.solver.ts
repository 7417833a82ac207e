import highsModule, { type Highs, type Model, type ModelData } from 'highs';
import type { IntegerModel } from '../core/integer-model.js';
import type { LinearAnswer, LinearSolver } from '../core/integer-program.js';

/** Makes a solver for each model that is asked for. */
export type SolverFor = (model: IntegerModel) => LinearSolver;

// The package describes its CommonJS side; what Node imports is the ESM side, whose default is the loader itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;

/** Loads HiGHS (WebAssembly, some 50 ms); each solver holds memory of its own until it is closed. */
export async function loadSolver(): Promise<SolverFor> {
  const highs = await loadHighs();
  return (model) => new HighsSolver(highs, model);
}

const settings = {
  output_flag: false,
  random_seed: 1,
  // The rows stay and the costs change: the simplex method goes on from where the last question left it.
  presolve: 'off',
  solver: 'simplex',
  primal_feasibility_tolerance: 1e-9,
  dual_feasibility_tolerance: 1e-9,
} as const;

const patience = 20;

class HighsSolver implements LinearSolver {
  private readonly model: Model;
  private readonly everything: Int32Array;

  constructor(
    private readonly highs: Highs,
    private readonly integers: IntegerModel,
  ) {
    this.model = highs.createModel(modelData(highs, integers));
    this.model.options.set(settings);
    this.everything = Int32Array.from(integers.lower.keys());
  }

  solve(costs: readonly number[], lower: readonly number[], upper: readonly number[]): LinearAnswer {
    const { modelStatus } = this.highs.constants;
    const selection = { kind: 'set', indices: this.everything } as const;
    this.model.changeColsCost(selection, costs);
    this.model.changeColsBounds(selection, lower, upper);
    try {
      this.model.run();
    } catch (error) {
      if (!(error instanceof this.highs.errors.HighsError)) throw error;
      return { kind: 'FAILED' };
    }
    const status = this.model.getModelStatus();
    if (status === modelStatus.optimal) {
      const { colValue, rowDual } = this.model.getSolution();
      return { kind: 'SOLVED', point: [...colValue], multipliers: [...rowDual] };
    }
    if (status !== modelStatus.infeasible) return { kind: 'FAILED' };
    return { kind: 'IMPOSSIBLE', multipliers: [...(this.model.getDualRay()?.values ?? [])] };
  }

  guess(costs: readonly number[]): readonly number[] | null {
    const data = modelData(this.highs, this.integers, costs);
    const wholes = new Int32Array(costs.length).fill(this.highs.constants.variableType.integer);
    return this.highs.withModel({ ...data, integrality: wholes }, (model) => {
      model.options.set({ output_flag: false, random_seed: 1, time_limit: patience });
      try {
        model.run();
      } catch (error) {
        if (!(error instanceof this.highs.errors.HighsError)) throw error;
        return null;
      }
      return model.info.get('primal_solution_status') === 2 ? [...model.getSolution().colValue] : null;
    });
  }

  close(): void {
    this.model.dispose();
  }
}

function modelData(highs: Highs, { lower, upper, rows }: IntegerModel, costs?: readonly number[]): ModelData {
  const starts = [0];
  for (const { columns } of rows) starts.push((starts.at(-1) ?? 0) + columns.length);
  const indices = rows.flatMap(({ columns }) => columns);
  return {
    numCols: lower.length,
    numRows: rows.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: costs ?? lower.map(() => 0),
    colLower: lower,
    colUpper: upper,
    rowLower: rows.map(({ min }) => min),
    rowUpper: rows.map(({ max }) => max),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: lower.length,
      starts,
      indices,
      values: indices.map(() => 1),
    },
  };
}
