# Hears the lines of worker.py. Names and keys from outside become atoms only if the catalog has them.
alias Worker.Naming

for line <- IO.stream(:stdio, :line) do
  [name | pairs] = line |> String.trim() |> String.split("\t")

  keys =
    Enum.map(pairs, fn pair ->
      [key, value] = String.split(pair, "=", parts: 2)

      case {Naming.measurement_key(key), Naming.metadata_key(key)} do
        {{:ok, atom}, _} -> {atom, String.to_integer(value)}
        {_, {:ok, atom}} -> {atom, value}
        _ -> :unknown
      end
    end)

  case Naming.event(name) do
    {:ok, event} -> IO.inspect({event, Enum.reject(keys, &(&1 == :unknown))}, width: 200)
    :error -> IO.puts("nobody knows #{name}")
  end
end
