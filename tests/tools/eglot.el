;;; Emacs without a screen and without anybody's settings, with the setup that docs/editors.md gives (SETUP names a file that holds it): opens a
;;; file with a mistake, reads what is told of it, completes a slug, and prints both. EXPLAINER is the folder; `standpoint' is in PATH.

(require 'package)
(package-initialize)
(require 'eglot)
(load (getenv "SETUP") nil t)

(defun wait-for (what ready)
  "Wait until READY returns something; only a hang takes two minutes."
  (with-timeout (120 (error "In vain for %s" what))
    (while (not (funcall ready))
      (accept-process-output nil 0.05))))

(setq eglot-sync-connect 120)
(find-file (expand-file-name "content/participants/ann.md" (getenv "EXPLAINER")))
(apply #'eglot (eglot--guess-contact))
(wait-for "a diagnostic" (lambda () (flymake-start) (flymake-diagnostics)))
(dolist (it (flymake-diagnostics))
  (message "%d: %s" (line-number-at-pos (flymake-diagnostic-beg it)) (flymake-diagnostic-text it)))

(goto-char (point-min))
(search-forward "party: no")
(let* ((capf (eglot-completion-at-point))
       (found (all-completions "no" (nth 2 capf))))
  (message "completes: %s" (mapconcat #'substring-no-properties found ", ")))
(kill-emacs 0)
