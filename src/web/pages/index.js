const byId = (id) => document.getElementById(id);

const ask = async (query) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
};

/** Shows the sign-in, or who is signed in. The box for queries is there where the server explains its schema. */
const show = async () => {
  const { data } = await ask('{ me { name roles } }');
  byId('sign-in').hidden = Boolean(data?.me);
  byId('signed-in').hidden = !data?.me;
  if (!data?.me) {
    byId('email').focus();
    return;
  }
  byId('greeting').textContent = `${data.me.name} (${data.me.roles.join(', ')})`;
  const open = await ask('{ __schema { queryType { name } } }');
  byId('ask').hidden = !open.data;
  byId('query').value ||= '{\n  me {\n    id\n    name\n    roles\n  }\n  organisations {\n    kind\n    name\n  }\n}';
};

const complain = (text) => {
  byId('problem').textContent = text;
  byId('problem').hidden = !text;
};

byId('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  complain('');
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: byId('email').value, password: byId('password').value }),
  });
  if (response.ok) {
    await show();
    return;
  }
  const refusal = await response.json();
  complain(`${refusal.de ?? 'Das hat nicht geklappt.'} ${refusal.en ?? 'That did not work.'}`);
  byId('email').focus();
});

byId('ask').addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('answer').textContent = '…';
  byId('answer').textContent = JSON.stringify(await ask(byId('query').value), null, 2);
});

byId('sign-out').addEventListener('click', async () => {
  await fetch('/session', { method: 'DELETE' });
  await show();
});

await show();
