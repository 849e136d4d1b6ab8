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

// What earlier commands of a batch answered.
const EARLIER = [
    'result' => [
        'a' => ['ID' => 5, 'NAME' => 'Bob', 'LIST' => [1, 2], 'NUL' => null, 'T' => true, 'F' => 1.5, 'é' => 'žluť', 'G' => 1e20],
        'n' => 7,
        's' => 'str',
        'l' => [['ID' => 10], ['ID' => 11]],
    ],
    'error' => ['x' => ['error' => 'ERROR_METHOD_NOT_FOUND', 'error_description' => 'Method not found!']],
    'total' => ['l' => 123],
    'next' => ['l' => 50],
    'time' => [],
];

// The references of a value, by PHP's own regular expressions, isset and string functions.
function substitute(string $text): mixed
{
    preg_match_all('/\$(result|error|total|next|time)(\S*)/i', $text, $references, PREG_SET_ORDER);
    $whole = $text;
    foreach ($references as [$reference, $map, $path]) {
        if (!preg_match_all('/\[([^\]]+)\]/', $path, $keys)) {
            continue;
        }
        $value = EARLIER[$map] ?? null;
        foreach ($keys[1] as $key) {
            if (!isset($value[$key])) {
                break;
            }
            $value = $value[$key];
        }
        if ($reference === $whole) {
            return $value;
        }
        if (is_string($value) || is_int($value) || is_float($value)) {
            $text = str_replace($reference, (string)$value, $text);
        }
    }
    return $text;
}

// The containers of a batch whose commands fail if their id has an odd number of letters.
function containers(array $ids): array
{
    $containers = ['result' => [], 'result_error' => []];
    foreach ($ids as $id) {
        $failed = strlen((string)$id) % 2 === 1;
        $containers[$failed ? 'result_error' : 'result'][$id] = 1;
    }
    return $containers;
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
        case 'reference':
            return encode(substitute($text));
        case 'command':
            $cut = parse_url($text);
            parse_str($cut['query'] ?? '', $variables);
            return encode([$cut['path'] ?? '', $variables]);
        case 'containers':
            parse_str($text, $variables);
            return encode(containers(array_keys($variables)));
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
