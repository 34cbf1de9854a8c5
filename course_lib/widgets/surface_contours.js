// The surface a x² + b y²: its height, its contours and its shading.

const CELLS = 64; // a side of the grid on which contours are traced
const RINGS = 9;

export function heightAt({ a, b }, x, y) {
  return a * (x * x) + b * (y * y);
}

/** Heights at which contours are drawn: closer together near 0, where the surface is flat. */
export function levelsOf(shape, reach) {
  const ends = [[reach, 0], [0, reach], [reach, reach]].map(([x, y]) => Math.abs(heightAt(shape, x, y)));
  const top = Math.max(...ends);
  const levels = (count) => Array.from({ length: count }, (_, i) => top * ((i + 0.5) / count) ** 2);
  if (Math.min(shape.a, shape.b) > 0) return levels(RINGS);
  const rising = levels(RINGS - 3);
  return [...rising.map((level) => -level), 0, ...rising];
}

/** The contour at a level within −reach … reach, as segments [x0, y0, x1, y1]: marching squares. */
export function contour(shape, reach, level) {
  const side = Array.from({ length: CELLS + 1 }, (_, i) => reach * ((2 * i) / CELLS - 1));
  const grid = side.map((x) => side.map((y) => heightAt(shape, x, y) - level));
  const segments = [];
  for (let i = 0; i < CELLS; i += 1) {
    for (let j = 0; j < CELLS; j += 1) {
      const above = [grid[i][j], grid[i + 1][j], grid[i + 1][j + 1], grid[i][j + 1]];
      if (above.every((height) => height >= 0) || above.every((height) => height < 0)) continue;
      const corners = [[side[i], side[j]], [side[i + 1], side[j]], [side[i + 1], side[j + 1]], [side[i], side[j + 1]]];
      const crossings = [];
      for (let k = 0; k < 4; k += 1) {
        const next = (k + 1) % 4;
        if (above[k] >= 0 === above[next] >= 0) continue;
        const share = above[k] / (above[k] - above[next]);
        crossings.push(corners[k].map((value, axis) => value + share * (corners[next][axis] - value)));
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) segments.push([...crossings[k], ...crossings[k + 1]]);
    }
  }
  return segments;
}

/** The surface as a small picture: the higher, the darker. */
export function shading(shape, reach, colour) {
  const picture = document.createElement("canvas");
  picture.width = picture.height = CELLS;
  const pen = picture.getContext("2d");
  const ends = [[0, 0], [reach, 0], [0, reach], [reach, reach]].map(([x, y]) => heightAt(shape, x, y));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  pen.fillStyle = colour;
  for (let row = 0; row < CELLS; row += 1) {
    for (let column = 0; column < CELLS; column += 1) {
      const [x, y] = [(2 * (column + 0.5)) / CELLS - 1, 1 - (2 * (row + 0.5)) / CELLS];
      const height = heightAt(shape, reach * x, reach * y);
      pen.globalAlpha = 0.22 * Math.sqrt((height - low) / (high - low));
      pen.fillRect(column, row, 1, 1);
    }
  }
  return picture;
}
