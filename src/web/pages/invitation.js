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

const complain = (text) => {
  byId('problem').textContent = text;
  byId('problem').hidden = !text;
};

const { data } = await ask(
  'query ($token: String!) { invitation(token: $token) { email organisationName carrierSignIn } }',
  {
    token,
  },
);
byId('closed').hidden = Boolean(data?.invitation);
byId('accept').hidden = !data?.invitation;
if (data?.invitation) {
  byId('email').textContent = data.invitation.email;
  byId('organisation').textContent = data.invitation.organisationName;
  byId('with-carrier').hidden = data.invitation.carrierSignIn === 'NONE';
  byId('with-password').hidden = data.invitation.carrierSignIn === 'DEMANDED';
  byId('name').focus();
}

const language = () => (navigator.language.startsWith('de') ? 'de' : 'en');

byId('by-carrier').addEventListener('click', async () => {
  complain('');
  const response = await fetch('/sign-in/invitation', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: byId('name').value, language: language() }),
  });
  const answer = await response.json();
  if (response.ok) return location.assign(answer.url);
  complain((answer.problems ?? [answer]).map(({ de, en }) => `${de} ${en}`).join(' '));
  byId('name').focus();
});

byId('accept').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain('');
  const answer = await ask(
    `mutation ($input: AcceptInvitationInput!) {
      acceptInvitation(input: $input) { __typename ... on Refusal { problems { field de en } } }
    }`,
    {
      input: {
        token,
        name: byId('name').value,
        password: byId('password').value,
        language: language(),
      },
    },
  );
  const outcome = answer.data?.acceptInvitation;
  if (outcome?.__typename === 'InvitationAccepted') {
    byId('accept').hidden = true;
    byId('done').hidden = false;
    byId('done').querySelector('a').focus();
    return;
  }
  complain(
    (outcome?.problems ?? [{ de: 'Das hat nicht geklappt.', en: 'That did not work.' }])
      .map(({ de, en }) => `${de} ${en}`)
      .join(' '),
  );
});
