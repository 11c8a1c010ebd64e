# Addresses as the options take them.
{ lib }:
let
  hostAndPort = ''(\[[0-9a-fA-F:.]+]|[0-9a-zA-Z.-]+):[0-9]{1,5}'';
  matching = pattern: description: lib.types.strMatching pattern // { inherit description; };
in
{
  address = matching hostAndPort "address with a port, such as 10.0.0.2:9001";
  upstream = matching "unix:/.+|${hostAndPort}" "unix:PATH, or an address with a port";
  redisUrl = matching "unix:///.+|rediss?://[^@]+" "unix:///PATH or redis[s]://HOST:PORT, without a password";
}
