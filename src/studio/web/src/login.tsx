/* Coming in where people log in, and coming in again when a session ended under an open page. */
import { useEffect, useRef, useState } from "preact/hooks";

import { get, post, type Session } from "./api";
import "./login.css";
import { Field } from "./ui/field";
import { RefusalLine } from "./ui/notice";

export function LoginForm({ name: known, onDone }: { name: string; onDone: (session: Session) => void }) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null), second = useRef<HTMLInputElement>(null);
  useEffect(() => (known === "" ? first : second).current?.focus(), []);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await post("/api/login", { name: name.trim(), password });
      onDone(await get<Session>("/api/session"));
    } catch (error) {
      setProblem((error as Error).message);
      setPassword("");
      second.current?.focus();
    }
    setBusy(false);
  }

  return (
    <form class="login" onSubmit={(event) => void send(event)}>
      <Field label="Name"><input ref={first} value={name} autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64} onInput={(event) => setName(event.currentTarget.value)} /></Field>
      <Field label="Password"><input ref={second} autofocus={known !== ""} type="password" value={password} autocomplete="current-password" required maxLength={1024} onInput={(event) => setPassword(event.currentTarget.value)} /></Field>
      <RefusalLine problem={problem} />
      <button type="submit" class="main" disabled={busy}>{busy ? "One moment …" : "Log in"}</button>
    </form>
  );
}

export function LoginPage({ onDone }: { onDone: (session: Session) => void }) {
  return (
    <main class="login-page">
      <img src="/assets/icon.svg" alt="" width="40" height="40" />
      <h1>limner</h1>
      <LoginForm name="" onDone={onDone} />
      {location.protocol === "http:" && !["127.0.0.1", "localhost"].includes(location.hostname)
        && <p class="dim">This connection is not encrypted: use a password that you use nowhere else.</p>}
    </main>
  );
}
