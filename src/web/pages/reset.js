const byId = (id) => document.getElementById(id);

// The secret stands behind the `#`: it is not sent with the page's address. Out of the address bar with it, too.
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);

const ask = async (query, variables) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
};

const complain = (problems) => {
  const said = problems ?? [{ de: 'Das hat nicht geklappt.', en: 'That did not work.' }];
  byId('problem').textContent = said.map(({ de, en }) => `${de} ${en}`).join(' ');
  byId('problem').hidden = said.length === 0;
};

byId('request').hidden = Boolean(token);
byId('reset').hidden = !token;
byId(token ? 'password' : 'email').focus();

byId('request').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain([]);
  const answer = await ask(
    `mutation ($input: RequestPasswordResetInput!) {
      requestPasswordReset(input: $input) { __typename ... on Refusal { problems { field de en } } }
    }`,
    { input: { email: byId('email').value } },
  );
  const outcome = answer.data?.requestPasswordReset;
  if (outcome?.__typename !== 'PasswordResetRequested') return complain(outcome?.problems);
  byId('request').hidden = true;
  byId('requested').hidden = false;
  byId('requested').focus();
});

byId('reset').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain([]);
  const answer = await ask(
    `mutation ($input: ResetPasswordInput!) {
      resetPassword(input: $input) { __typename ... on Refusal { problems { field de en } } }
    }`,
    { input: { token, password: byId('password').value } },
  );
  const outcome = answer.data?.resetPassword;
  if (outcome?.__typename !== 'PasswordWasReset') return complain(outcome?.problems);
  byId('reset').hidden = true;
  byId('done').hidden = false;
  byId('done').querySelector('a').focus();
});
