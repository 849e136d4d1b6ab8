<?php
// Answers questions about what PHP does. Each line of the input is a question: its kind, a space, and its text
// in hexadecimal; each line of the output is the answer to it, in hexadecimal.

const FLAGS = JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT
    | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;

function encode(mixed $value): string
{
    $text = json_encode($value, FLAGS);
    return $text === false ? 'cannot be encoded' : $text;
}

function decode(string $text): ?array
{
    $value = json_decode($text, true);
    return is_array($value) ? $value : null;
}

function answer(string $kind, string $text): string
{
    switch ($kind) {
        case 'form':
            parse_str($text, $variables);
            return encode($variables);
        case 'json':
            $value = decode($text);
            return $value === null ? 'no body' : encode($value);
        case 'build':
            return http_build_query(decode($text));
        case 'texts':
            return encode(array_map('strval', decode($text)));
        case 'scalar':
            return intval($text) . ' ' . ((bool)$text ? 'true' : 'false') . ' ' . gettype(key([$text => null]));
        case 'truth':
            return encode(array_map('boolval', decode($text)));
        case 'base64':
            return base64_decode($text);
    }
    exit("unknown question: $kind");
}

foreach (explode("\n", stream_get_contents(STDIN)) as $line) {
    if ($line !== '') {
        [$kind, $text] = explode(' ', $line);
        echo bin2hex(answer($kind, hex2bin($text))), "\n";
    }
}
