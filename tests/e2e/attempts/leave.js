window.location.href = arguments[0];

window.location.assign(arguments[0]);

window.location.replace("data:text/html,taken over");

window.location = "file:///etc/passwd";

window.location = "about:blank";

window.location = "javascript:document.body.replaceChildren()";

const link = document.createElement("a"); link.href = arguments[0]; document.body.append(link); link.click(); link.remove();

const link = document.createElement("a"); link.href = arguments[0]; link.target = "_blank"; document.body.append(link); link.click(); link.remove();

const link = document.createElement("a"); link.href = arguments[0]; link.download = "x"; document.body.append(link); link.click(); link.remove();

const form = document.createElement("form"); form.method = "post"; form.action = arguments[0]; document.body.append(form); form.submit(); form.remove();

const form = document.createElement("form"); form.action = arguments[0]; form.target = "_blank"; document.body.append(form); form.submit(); form.remove();

const meta = document.createElement("meta"); meta.httpEquiv = "refresh"; meta.content = `0; url=${arguments[0]}`; document.head.append(meta); meta.remove();

window.open(arguments[0]);

window.open("about:blank");

window.open("index.html", "_blank", "width=300,height=300");
