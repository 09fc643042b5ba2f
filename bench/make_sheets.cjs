// Makes the sheets of the bench lora-crop: node make_sheets.cjs FOLDER COUNT photo|flat. The same ones at every call.
// Writes COUNT PNG files of 2816 x 1536, with libpng's own choice of filters, and crops.json: eight rectangles of each.
const fs = require('fs');
const path = require('path');
const sharp = require('sharp');

const WIDTH = 2816, HEIGHT = 1536, COLUMNS = 4, ROWS = 2;

function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function cropsOf(random) {
  const crops = [];
  for (let i = 0; i < COLUMNS * ROWS; i++) {
    const cellWidth = WIDTH / COLUMNS, cellHeight = HEIGHT / ROWS;
    const width = Math.round(360 + 340 * random()), height = Math.round(600 + 160 * random());
    crops.push({
      left: Math.round((i % COLUMNS) * cellWidth + (cellWidth - width) * random()),
      top: Math.round(Math.floor(i / COLUMNS) * cellHeight + (cellHeight - height) * random()),
      width, height,
    });
  }
  return crops;
}

// Adds noise of one scale: random values on a grid of `step` pixels, blended between.
function addOctave(to, random, step, strength) {
  const across = Math.ceil(WIDTH / step) + 2, down = Math.ceil(HEIGHT / step) + 2;
  const grid = Float32Array.from({ length: across * down * 3 }, () => (random() - 0.5) * strength);
  for (let y = 0; y < HEIGHT; y++) {
    const gy = Math.floor(y / step), fy = y / step - gy, sy = fy * fy * (3 - 2 * fy);
    for (let x = 0; x < WIDTH; x++) {
      const gx = Math.floor(x / step), fx = x / step - gx, sx = fx * fx * (3 - 2 * fx);
      const a = 3 * (gy * across + gx), b = a + 3 * across, at = 3 * (y * WIDTH + x);
      for (let c = 0; c < 3; c++) {
        const above = grid[a + c] * (1 - sx) + grid[a + 3 + c] * sx, below = grid[b + c] * (1 - sx) + grid[b + 3 + c] * sx;
        to[at + c] += above * (1 - sy) + below * sy;
      }
    }
  }
}

// Soft shapes with hard edges, noise of every scale, and the grain of a sensor.
function photo(seed) {
  const random = numbers(seed), sum = new Float32Array(WIDTH * HEIGHT * 3).fill(128);
  for (const [step, strength] of [[640, 150], [160, 70], [48, 36], [14, 20], [4, 12]])
    addOctave(sum, random, step, strength);
  for (let i = 0; i < 60; i++) {
    const cx = random() * WIDTH, cy = random() * HEIGHT, r = 20 + 180 * random(), shade = [0, 0, 0].map(() => (random() - 0.5) * 120);
    for (let y = Math.max(0, Math.floor(cy - r)); y < Math.min(HEIGHT, cy + r); y++)
      for (let x = Math.max(0, Math.floor(cx - r)); x < Math.min(WIDTH, cx + r); x++)
        if ((x - cx) ** 2 + (y - cy) ** 2 < r * r)
          for (let c = 0; c < 3; c++) sum[3 * (y * WIDTH + x) + c] += shade[c];
  }
  const pixels = Buffer.alloc(sum.length);
  for (let i = 0; i < sum.length; i += 3) {
    const grain = (random() + random() - 1) * 4;
    for (let c = 0; c < 3; c++) pixels[i + c] = Math.max(0, Math.min(255, sum[i + c] + grain + (random() - 0.5)));
  }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

// Outlined figures in plain colours on a plain ground.
function flat(seed) {
  const random = numbers(seed), colour = () => `hsl(${Math.floor(random() * 360)} ${30 + Math.floor(random() * 50)}% ${25 + Math.floor(random() * 55)}%)`;
  let shapes = '';
  for (let i = 0; i < COLUMNS * ROWS; i++) {
    const x = ((i % COLUMNS) + 0.5) * WIDTH / COLUMNS, y = Math.floor(i / COLUMNS) * HEIGHT / ROWS + 20;
    for (const [cx, cy, rx, ry] of [[0, 110, 90, 100], [0, 350, 130, 160], [-60, 600, 45, 120], [60, 600, 45, 120], [-170, 330, 35, 130], [170, 330, 35, 130]])
      shapes += `<ellipse cx="${x + cx}" cy="${y + cy}" rx="${rx * (0.8 + 0.4 * random())}" ry="${ry * (0.9 + 0.2 * random())}" fill="${colour()}" stroke="#222" stroke-width="6"/>`;
    for (let k = 0; k < 12; k++)
      shapes += `<path d="M${x - 90 + 180 * random()} ${y + 230 + 250 * random()} q${80 * random()} ${60 * random()} ${60 * random()} ${-40 * random()}" fill="none" stroke="${colour()}" stroke-width="${2 + 6 * random()}"/>`;
  }
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#eceae4"/>${shapes}</svg>`)).removeAlpha();
}

async function main() {
  const [folder, count, kind] = process.argv.slice(2);
  const sheets = [];
  fs.mkdirSync(folder, { recursive: true });
  for (let i = 1; i <= Number(count); i++) {
    const name = `sheet-${String(i).padStart(2, '0')}.png`;
    await (kind === 'flat' ? flat : photo)(i).png({ compressionLevel: 6, adaptiveFiltering: true }).toFile(path.join(folder, name));
    sheets.push({ name, crops: cropsOf(numbers(1000 + i)) });
  }
  fs.writeFileSync(path.join(folder, 'crops.json'), JSON.stringify(sheets, null, 1));
}

main();
