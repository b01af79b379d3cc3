// The link that copies the course to a student's folder on a hub (nbgitpuller) and opens a notebook.
export function pullLink({ hub, repository, branch, path }) {
  const plain = text => text.trim().replace(/\/+$/, '').replace(/\.git$/, '');
  const folder = plain(repository).split('/').pop();
  const options = new URLSearchParams({
    repo: plain(repository), branch: branch.trim(), urlpath: `lab/tree/${folder}/${path}`,
  });
  return `${plain(hub)}/hub/user-redirect/git-pull?${options}`;
}

if (globalThis.document) {
  const form = document.querySelector('[data-part="hub-form"]');
  const show = () => {
    const output = form.elements.link;
    output.replaceChildren('fill in the fields');
    if (!form.checkValidity()) return;
    const link = document.createElement('a');
    link.href = link.textContent = pullLink(Object.fromEntries(new FormData(form)));
    output.replaceChildren(link);
  };
  form.addEventListener('input', show);
  form.addEventListener('submit', event => event.preventDefault());
}
