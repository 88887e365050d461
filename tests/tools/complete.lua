-- Neovim, without a screen and with nobody's settings but the setup that docs/editors.md gives (SETUP names a file that holds it): opens a file with
-- a mistake, reads what is told of it, completes a slug, and prints both. EXPLAINER is the folder; `standpoint` is in PATH.

dofile(vim.env.SETUP)
vim.cmd("filetype on")
vim.cmd("edit " .. vim.env.EXPLAINER .. "/content/participants/ann.md")

local function fail(why)
  io.stderr:write(why .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, ready)
  -- Only a hang takes as long.
  if not vim.wait(120000, ready, 20) then
    fail("in vain for " .. what)
  end
end

local function line(number, text)
  vim.api.nvim_buf_set_lines(0, number - 1, number, true, { text })
end

local function session()
  local clients = vim.lsp.get_clients or vim.lsp.buf_get_clients
  wait("the server", function()
    return not vim.tbl_isempty(clients())
  end)

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
  local answers = vim.lsp.buf_request_sync(0, "textDocument/completion", parameters, 120000)
  local _, answer = next(answers or {})
  if not answer or answer.err or #answer.result.items ~= 1 then
    fail("no completion: " .. vim.inspect(answers))
  end
  local item = answer.result.items[1]
  vim.lsp.util.apply_text_edits({ item.textEdit }, vim.api.nvim_get_current_buf(), "utf-16")
  print(vim.api.nvim_buf_get_lines(0, 3, 4, true)[1] .. " -- " .. item.detail)
end

local ok, why = pcall(session)
if not ok then
  fail(why)
end
vim.cmd("quitall!")
