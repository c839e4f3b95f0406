import { html, type Markup, page } from '../html.ts';
import type { Account } from '../profile.ts';
import { scopeTexts } from './scopes.ts';

/** What a form carries along: where it came from and where it goes. */
export interface Form {
  tenant: string;
  /** The query of the authorize request. */
  context: string;
}

const NOTE = html`<p class="note">Simulated Microsoft sign-in. Nothing here reaches Microsoft; use
no real password.</p>`;

/** The demo's whole secret, said where it is asked for. */
function hint(account: Account): Markup {
  return html`<p class="note">The account here is ${account.username}, its password
${account.password}.</p>`;
}

function hints(accounts: readonly Account[]): Markup {
  return html`${accounts.map(hint)}`;
}

function card(title: string, body: Markup): string {
  return page(title, html`<main class="card">${NOTE}<h1>${title}</h1>${body}</main>`);
}

function alert(text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : html`<p class="error" role="alert">${text}</p>`;
}

export function accountPage(
  form: Form,
  accounts: readonly Account[],
  username: string,
  error?: string,
): string {
  return card(
    'Sign in',
    html`<form method="post" action="/${form.tenant}/login">
<input type="hidden" name="context" value="${form.context}">
<input type="hidden" name="step" value="account">
${alert(error)}
<label for="username">Email address</label>
<input id="username" name="username" type="email" autocomplete="username" required autofocus
 value="${username}">
${hints(accounts)}
<div class="buttons"><button class="primary">Next</button></div></form>`,
  );
}

export function passwordPage(form: Form, account: Account, error?: string): string {
  return card(
    'Enter password',
    html`<form method="post" action="/${form.tenant}/login">
<input type="hidden" name="context" value="${form.context}">
<input type="hidden" name="step" value="password">
<input type="hidden" name="username" value="${account.username}">
<p>${account.username}</p>${alert(error)}
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 autofocus>
${hint(account)}
<div class="buttons"><button class="primary">Sign in</button></div></form>`,
  );
}

export function pickerPage(form: Form, accounts: readonly Account[]): string {
  return card(
    'Pick an account',
    html`<form method="post" action="/${form.tenant}/login">
<input type="hidden" name="context" value="${form.context}">
${accounts.map(
  ({ name, username }) => html`<button class="account" name="pick" value="${username}">${name}
<small>${username}, signed in</small></button>`,
)}
<button class="account" name="step" value="other">Use another account</button></form>`,
  );
}

export function consentPage(
  form: Form,
  options: { app: string; account: Account; scopes: readonly string[]; returnsTo: string },
): string {
  const lines = scopeTexts(options.scopes).map(
    ({ title, detail }) => html`<li>${title}<span>${detail}</span></li>`,
  );
  return card(
    'Permissions requested',
    html`<p>${options.account.username}</p>
<p><strong>${options.app}</strong> (unverified, returns to ${options.returnsTo}) would like to:</p>
<ul class="scopes">${lines}</ul>
<p class="note">You can take this back at any time. Accepting does not let the app send mail in
your name unless the list says so.</p>
<form method="post" action="/${form.tenant}/consent">
<input type="hidden" name="context" value="${form.context}">
<div class="buttons"><button name="answer" value="cancel">Cancel</button>
<button class="primary" name="answer" value="accept" autofocus>Accept</button></div></form>`,
  );
}

export function approvalPage(
  form: Form,
  options: { app: string; account: Account; scopes: readonly string[] },
): string {
  const lines = scopeTexts(options.scopes).map(({ title }) => html`<li>${title}</li>`);
  return card(
    'Need admin approval',
    html`<p>${options.account.username}</p>
<p><strong>${options.app}</strong> needs permission to access resources in your organization that
only an admin can grant. Please ask an admin to grant permission to this app before you can use
it.</p>
<ul class="scopes">${lines}</ul>
<p class="note">AADSTS90094</p>
<form method="post" action="/${form.tenant}/consent">
<input type="hidden" name="context" value="${form.context}">
<div class="buttons"><button name="answer" value="return">Return to the application without
granting consent</button></div></form>`,
  );
}

export function adminConsentPage(
  form: Form,
  options: { app: string; scopes: readonly string[] },
): string {
  const lines = scopeTexts(options.scopes).map(
    ({ title, detail }) => html`<li>${title}<span>${detail}</span></li>`,
  );
  return card(
    'Permissions requested for your organization',
    html`<p>You are the administrator here. If you accept, <strong>${options.app}</strong> gets
access for all users of your organization. No one else will be asked again.</p>
<ul class="scopes">${lines}</ul>
<form method="post" action="/${form.tenant}/v2.0/adminconsent">
<input type="hidden" name="context" value="${form.context}">
<div class="buttons"><button name="answer" value="cancel">Cancel</button>
<button class="primary" name="answer" value="accept" autofocus>Accept</button></div></form>`,
  );
}

export function troublePage(message: string): string {
  return card('Sorry, but we’re having trouble signing you in.', html`<p>${message}</p>`);
}

export function signedOutPage(): string {
  return card('You signed out of your account', html`<p>You can close this window.</p>`);
}
