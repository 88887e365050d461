-- Neovim, without a screen and without anybody's settings: opens a file, makes a mistake, reads what is told of it, completes a slug, and prints
-- both. STANDPOINT is the program, EXPLAINER the folder.

local root = vim.env.EXPLAINER
vim.cmd("edit " .. root .. "/content/participants/ann.md")
local client = vim.lsp.start_client({
  name = "standpoint",
  cmd = { vim.env.STANDPOINT, "lsp" },
  root_dir = root,
  workspace_folders = { { uri = vim.uri_from_fname(root), name = "explainer" } },
})
vim.lsp.buf_attach_client(0, client)

local function fail(why)
  io.stderr:write(why .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, ready)
  if not vim.wait(20000, ready, 20) then
    fail("in vain for " .. what)
  end
end

local function line(number, text)
  vim.api.nvim_buf_set_lines(0, number - 1, number, true, { text })
end

wait("the server", function()
  return #vim.lsp.buf_get_clients(0) > 0
end)

line(7, "    stance: fro")
wait("a diagnostic", function()
  return #vim.diagnostic.get(0) == 1
end)
local told = vim.diagnostic.get(0)[1]
print(("%d:%d %s: %s"):format(told.lnum + 1, told.col + 1, told.code or told.user_data.lsp.code, told.message))

line(7, "    stance: for")
wait("the diagnostic to go", function()
  return #vim.diagnostic.get(0) == 0
end)

line(4, "party: no")
vim.api.nvim_win_set_cursor(0, { 4, 9 })
local parameters = {
  textDocument = vim.lsp.util.make_text_document_params(0),
  position = { line = 3, character = 9 },
}
local answers = vim.lsp.buf_request_sync(0, "textDocument/completion", parameters, 20000)
local answer = answers and answers[client]
if not answer or answer.err or #answer.result.items ~= 1 then
  fail("no completion: " .. vim.inspect(answers))
end
local item = answer.result.items[1]
vim.lsp.util.apply_text_edits({ item.textEdit }, 0, "utf-16")
print(vim.api.nvim_buf_get_lines(0, 3, 4, true)[1] .. " -- " .. item.detail)
vim.cmd("quitall!")
