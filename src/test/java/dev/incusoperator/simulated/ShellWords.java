package dev.incusoperator.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Splits a script into words and operators, with quotes taken away and variables put in. */
final class ShellWords {
    private static final List<String> OPERATORS =
            List.of("&&", "||", "2>&1", ">&2", "1>&2", "2>", ">>", ">", ";", "|", "\n");

    /** A word, or an operator such as {@code &&}. */
    record Token(String text, boolean operator) {}

    private final String script;
    private final Map<String, String> variables;
    private final UnaryOperator<String> substitution;
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String script, Map<String, String> variables, UnaryOperator<String> substitution) {
        this.script = script;
        this.variables = variables;
        this.substitution = substitution;
    }

    /** {@code substitution} runs what stands in {@code $(…)} and gives its output. */
    static List<Token> of(String script, Map<String, String> variables, UnaryOperator<String> substitution) {
        ShellWords words = new ShellWords(script, variables, substitution);
        words.read();
        return words.tokens;
    }

    private void read() {
        while (at < script.length()) {
            char c = script.charAt(at);
            String operator = inWord && c != ';' && c != '\n' && c != '>' && c != '&' && c != '|' ? "" : operator();
            if (!operator.isEmpty()) {
                endWord();
                tokens.add(new Token(operator.equals("\n") ? ";" : operator, true));
                at += operator.length();
            } else if (Character.isWhitespace(c)) {
                endWord();
                at++;
            } else if (c == '\'') {
                quoted();
            } else if (c == '"') {
                doubleQuoted();
            } else {
                add(c);
            }
        }
        endWord();
    }

    private String operator() {
        return OPERATORS.stream()
                .filter(operator -> script.startsWith(operator, at))
                .findFirst()
                .orElse("");
    }

    private void quoted() {
        int end = script.indexOf('\'', at + 1);
        end = end < 0 ? script.length() : end;
        word.append(script, at + 1, end);
        inWord = true;
        at = end + 1;
    }

    private void doubleQuoted() {
        inWord = true;
        at++;
        while (at < script.length() && script.charAt(at) != '"') {
            add(script.charAt(at));
        }
        at++;
    }

    private void add(char c) {
        inWord = true;
        if (c == '\\' && at + 1 < script.length()) {
            word.append(script.charAt(at + 1));
            at += 2;
        } else if (c == '$' && script.startsWith("$(", at) && script.indexOf(')', at) > 0) {
            int end = script.indexOf(')', at);
            word.append(substitution.apply(script.substring(at + 2, end)).stripTrailing());
            at = end + 1;
        } else if (c == '$' && at + 1 < script.length()) {
            variable();
        } else {
            word.append(c);
            at++;
        }
    }

    private void variable() {
        if (script.charAt(at + 1) == '$') {
            word.append("$$");
            at += 2;
            return;
        }
        boolean braced = script.charAt(at + 1) == '{';
        int start = braced ? at + 2 : at + 1;
        int end = start;
        while (end < script.length() && (Character.isLetterOrDigit(script.charAt(end)) || script.charAt(end) == '_')) {
            end++;
        }
        word.append(variables.getOrDefault(script.substring(start, end), ""));
        at = braced ? end + 1 : end;
    }

    private void endWord() {
        if (inWord) {
            tokens.add(new Token(word.toString(), false));
        }
        word.setLength(0);
        inWord = false;
    }
}
