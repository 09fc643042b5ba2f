// The peer of the bench lora-crop in its best form: node sharp_crops.cjs FOLDER OUT. Four sheets at a time, each decoded
// once, its eight crops fitted into 512 x 512 on white.
const fs = require('fs');
const path = require('path');
const sharp = require('sharp');

const AT_ONCE = 4, SIDE = 512, white = { r: 255, g: 255, b: 255 };

async function cut(folder, out, sheet) {
  const { data, info } = await sharp(path.join(folder, sheet.name)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  for (const [i, crop] of sheet.crops.entries())
    await sharp(data, { raw: info }).extract(crop).resize(SIDE, SIDE, { fit: 'contain', background: white }).png()
      .toFile(path.join(out, `${path.parse(sheet.name).name}-${i + 1}.png`));
}

async function main() {
  const [folder, out] = process.argv.slice(2);
  const sheets = JSON.parse(fs.readFileSync(path.join(folder, 'crops.json')));
  let next = 0;
  fs.mkdirSync(out, { recursive: true });
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < sheets.length) await cut(folder, out, sheets[next++]);
  }));
}

main();
