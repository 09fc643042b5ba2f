/* How far long work is. Without a total it only says that there is work. */
export function Progress({ label, done, total }: { label: string; done: number; total: number | null }) {
  const text = total === null ? done.toLocaleString("en") : `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return (
    <div class="progress">
      <span>{label}</span><span class="dim">{text}</span>
      <progress aria-label={label} {...(total === null ? {} : { value: done, max: Math.max(total, 1) })} />
    </div>
  );
}
