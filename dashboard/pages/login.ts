// The page that asks for the token, and the one that refuses a change in read-only mode.
import { at, BASE } from "../base.ts";
import { type Html, html } from "../html.ts";
import { head } from "../layout.ts";
import type { Dashboard } from "../options.ts";

type Login = { app: Dashboard["app"] /** Where the reader wanted to go. */; to: string; wrong?: boolean };

export const loginPage = ({ app, to, wrong = false }: Login): Html => html`<!doctype html>
<html lang="en">
<head>${head(`Log in · ${app.name}`)}</head>
<body class="alone"><main id="main">
<h1>${app.name}</h1>
<form method="post" action="${at("/login")}" class="login">
<label for="token">API token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus${wrong && html` aria-describedby="wrong" aria-invalid="true"`}>
${wrong && html`<p id="wrong" class="error" role="alert">This is not the token that the server was started with (API_TOKEN).</p>`}
<input type="hidden" name="to" value="${to}">
<button class="main">Log in</button>
</form>
</main></body>
</html>`;

export const READ_ONLY = "This dashboard was started with --read-only: nothing was changed.";

export const refusedPage = (): Html => html`<!doctype html>
<html lang="en">
<head>${head("Read-only")}</head>
<body class="alone"><main id="main">
<h1>Read-only</h1>
<p>${READ_ONLY}</p>
<p><a href="${BASE}">Back to the overview</a></p>
</main></body>
</html>`;
