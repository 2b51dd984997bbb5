"""WeChat's side of the wire, rebuilt for the demo and the tests: servers, deliveries, phones."""
